import { describeKinds } from '../kind-suite.ts'
import { coordinationRows } from './rows.ts'

describeKinds(coordinationRows, new URL('rules.yaml', import.meta.url))
