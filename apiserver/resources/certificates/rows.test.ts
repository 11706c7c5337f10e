import { describeKinds } from '../kind-suite.ts'
import { certificatesRows } from './rows.ts'

describeKinds(certificatesRows, new URL('cases.yaml', import.meta.url))
