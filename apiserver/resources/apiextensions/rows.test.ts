import { describeKinds } from '../kind-suite.ts'
import { apiextensionsRows } from './rows.ts'

describeKinds(apiextensionsRows, new URL('cases.yaml', import.meta.url))
describeKinds(apiextensionsRows, new URL('rules.yaml', import.meta.url))
