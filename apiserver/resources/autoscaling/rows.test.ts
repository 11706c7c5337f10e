import { describeKinds } from '../kind-suite.ts'
import { autoscalingRows } from './rows.ts'

describeKinds(autoscalingRows, new URL('cases.yaml', import.meta.url))
