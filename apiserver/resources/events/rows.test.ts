import { describeKinds } from '../kind-suite.ts'
import { eventsRows } from './rows.ts'

describeKinds(eventsRows, new URL('rules.yaml', import.meta.url))
