import { describeKinds } from '../kind-suite.ts'
import { coreRows } from './rows.ts'

const rows = coreRows({ serviceCidr: '10.43.0.0/16', services: () => [] })
describeKinds(rows, new URL('rules.yaml', import.meta.url))
