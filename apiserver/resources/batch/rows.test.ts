import { describeKinds } from '../kind-suite.ts'
import { batchRows } from './rows.ts'

describeKinds(batchRows, new URL('cases.yaml', import.meta.url))
describeKinds(batchRows, new URL('rules.yaml', import.meta.url))
