import { describeKinds } from '../kind-suite.ts'
import { storageRows } from './rows.ts'

describeKinds(storageRows, new URL('cases.yaml', import.meta.url))
describeKinds(storageRows, new URL('rules.yaml', import.meta.url))
