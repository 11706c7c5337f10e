import { describeKinds } from '../kind-suite.ts'
import { event } from './event.ts'
import { node } from './node.ts'
import { secret } from './secret.ts'

describeKinds([node, event, secret], new URL('cluster-kinds.yaml', import.meta.url))
