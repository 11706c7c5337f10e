import { describeKinds } from '../kind-suite.ts'
import { apiregistrationRows } from './rows.ts'

describeKinds(apiregistrationRows, new URL('cases.yaml', import.meta.url))
describeKinds(apiregistrationRows, new URL('rules.yaml', import.meta.url))
