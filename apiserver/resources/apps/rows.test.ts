import { describeKinds } from '../kind-suite.ts'
import { appsRows } from './rows.ts'

describeKinds(appsRows, new URL('cases.yaml', import.meta.url))
describeKinds(appsRows, new URL('rules.yaml', import.meta.url))
