import { describeKinds } from '../kind-suite.ts'
import { nodeRows } from './rows.ts'

describeKinds(nodeRows, new URL('cases.yaml', import.meta.url))
describeKinds(nodeRows, new URL('rules.yaml', import.meta.url))
