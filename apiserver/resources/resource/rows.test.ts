import { describeKinds } from '../kind-suite.ts'
import { resourceRows } from './rows.ts'

describeKinds(resourceRows, new URL('cases.yaml', import.meta.url))
describeKinds(resourceRows, new URL('rules.yaml', import.meta.url))
