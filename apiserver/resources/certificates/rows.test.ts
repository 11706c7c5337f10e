import { describeKinds } from '../kind-suite.ts'
import { certificatesRows } from './rows.ts'

describeKinds(certificatesRows, new URL('cases.yaml', import.meta.url))
describeKinds(certificatesRows, new URL('rules.yaml', import.meta.url))
