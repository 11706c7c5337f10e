import type { ResourceDefinition } from '../definition.ts'
import { event } from './event.ts'

/** The kinds of events.k8s.io. */
export const eventsRows: readonly ResourceDefinition[] = [event]
