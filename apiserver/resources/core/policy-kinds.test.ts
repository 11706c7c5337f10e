import { describeKinds } from '../kind-suite.ts'
import { configMap } from './config-map.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { resourceQuota } from './resource-quota.ts'

describeKinds([configMap, limitRange, namespace, resourceQuota], new URL('policy-kinds.yaml', import.meta.url))
