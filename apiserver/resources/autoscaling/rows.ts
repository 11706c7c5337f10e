import type { ResourceDefinition } from '../definition.ts'
import { horizontalPodAutoscaler, horizontalPodAutoscalerV1 } from './horizontal-pod-autoscaler.ts'

/** The kinds of autoscaling, the preferred version first. */
export const autoscalingRows: readonly ResourceDefinition[] = [horizontalPodAutoscaler, horizontalPodAutoscalerV1]
