import { describeKinds } from '../kind-suite.ts'
import { endpoints } from './endpoints.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
import { persistentVolume } from './persistent-volume.ts'

describeKinds([persistentVolume, persistentVolumeClaim, endpoints], new URL('storage-kinds.yaml', import.meta.url))
