import { describeKinds } from '../kind-suite.ts'
import { admissionregistrationRows } from './rows.ts'

describeKinds(admissionregistrationRows, new URL('cases.yaml', import.meta.url))
