import { describeKinds } from '../kind-suite.ts'
import { policyRows } from './rows.ts'

describeKinds(policyRows, new URL('cases.yaml', import.meta.url))
describeKinds(policyRows, new URL('rules.yaml', import.meta.url))
