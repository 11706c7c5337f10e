import { describeKinds } from '../kind-suite.ts'
import { rbacRows } from './rows.ts'

describeKinds(rbacRows, new URL('cases.yaml', import.meta.url))
describeKinds(rbacRows, new URL('rules.yaml', import.meta.url))
