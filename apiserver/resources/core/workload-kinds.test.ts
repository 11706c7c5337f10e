import { describeKinds } from '../kind-suite.ts'
import { podTemplate } from './pod-template.ts'
import { pod } from './pod.ts'
import { replicationController } from './replication-controller.ts'

describeKinds([podTemplate, pod, replicationController], new URL('workload-kinds.yaml', import.meta.url))
