import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { DecodeError } from '../schema/decode-error.ts'
import { decodeJson } from '../schema/decode.ts'
import { builtinSchema } from '../schema/load.ts'

const annotation = 'scheduler.alpha.kubernetes.io/preferAvoidPods'
const path = `metadata.annotations.${annotation}`

/**
 * What is wrong with the controllers whose pods a Node asks to be spared.
 * Upstream: ValidateAvoidPodsInNodeAnnotations.
 */
export function validateAvoidPods(annotations: Readonly<Record<string, string>> | undefined): FieldError[] {
  const text = annotations?.[annotation]
  if (!text) return []
  try {
    const { object } = decodeJson(text, builtinSchema().struct('core/v1.AvoidPods'))
    return ((object.preferAvoidPods ?? []) as any[]).flatMap(({ podSignature }, at) =>
      validateController(podSignature?.podController, `${path}[${at}].PodSignature`))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return [invalid('metadata.annotations.AvoidPods', annotation, error.message)]
  }
}

function validateController(reference: any, at: string): FieldError[] {
  if (!reference) return [required(at)]
  if (reference.controller) return []
  return [invalid(`${at}.PodController.Controller`, false, 'must point to a controller')]
}
