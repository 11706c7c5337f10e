import { describeKinds } from '../kind-suite.ts'
import { event } from './event.ts'
import { node } from './node.ts'

describeKinds([node, event], new URL('cluster-kinds.yaml', import.meta.url))
