import { describeKinds } from '../kind-suite.ts'
import { discoveryRows } from './rows.ts'

describeKinds(discoveryRows, new URL('cases.yaml', import.meta.url))
describeKinds(discoveryRows, new URL('rules.yaml', import.meta.url))
