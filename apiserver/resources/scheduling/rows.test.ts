import { describeKinds } from '../kind-suite.ts'
import { schedulingRows } from './rows.ts'

describeKinds(schedulingRows, new URL('cases.yaml', import.meta.url))
describeKinds(schedulingRows, new URL('rules.yaml', import.meta.url))
