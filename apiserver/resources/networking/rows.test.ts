import { describeKinds } from '../kind-suite.ts'
import { networkingRows } from './rows.ts'

describeKinds(networkingRows, new URL('cases.yaml', import.meta.url))
describeKinds(networkingRows, new URL('rules.yaml', import.meta.url))
