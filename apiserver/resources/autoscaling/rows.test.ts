import { describeKinds } from '../kind-suite.ts'
import { autoscalingRows } from './rows.ts'

describeKinds(autoscalingRows, new URL('cases.yaml', import.meta.url))
describeKinds(autoscalingRows, new URL('rules.yaml', import.meta.url))
