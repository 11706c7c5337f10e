import type { ResourceDefinition } from '../definition.ts'
import { cronJob } from './cron-job.ts'
import { job } from './job.ts'

/** The kinds of batch. */
export const batchRows: readonly ResourceDefinition[] = [cronJob, job]
