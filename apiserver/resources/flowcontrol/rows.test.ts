import { describeKinds } from '../kind-suite.ts'
import { flowcontrolRows } from './rows.ts'

describeKinds(flowcontrolRows, new URL('cases.yaml', import.meta.url))
describeKinds(flowcontrolRows, new URL('rules.yaml', import.meta.url))
