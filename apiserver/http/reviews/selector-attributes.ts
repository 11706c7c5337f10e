/**
 * Selectors by which a review narrows what it asks about.
 * Upstream: authorization/validation and registry/authorization/util.
 */
import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { parseFieldSelector } from '../../../apimachinery/field-selectors.ts'
import { parseLabelSelector, validateLabelSelector } from '../../../apimachinery/selectors.ts'

interface Requirement { key?: string; operator?: string; values?: string[] }

/** Upstream: FieldSelectorAttributes and LabelSelectorAttributes. */
export interface SelectorAttributes { rawSelector?: string; requirements?: Requirement[] }

const labelOperators = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])

/** What is wrong with a selector: it is given as text or as requirements. */
export function validateSelector(
  selector: SelectorAttributes | undefined, path: string, isField: boolean,
): FieldError[] {
  if (!selector) return []
  const { rawSelector = '', requirements = [] } = selector
  const both = rawSelector !== '' && requirements.length > 0
  const none = rawSelector === '' && requirements.length === 0
  return [
    ...(both
      ? [invalid(`${path}.rawSelector`, rawSelector, 'may not specified at the same time as requirements')]
      : []),
    ...(none
      ? [required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`)]
      : []),
    ...requirements.flatMap((one, at) =>
      (isField
        ? validateField(one, `${path}.requirements[${at}]`)
        : validateLabel(one, `${path}.requirements[${at}]`))),
  ]
}

function validateField({ key = '', operator = '', values = [] }: Requirement, path: string): FieldError[] {
  const needs = (operator === 'In' || operator === 'NotIn') && values.length === 0
  const excess = (operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0
  return [
    ...(key === '' ? [required(`${path}.key`, 'must be specified')] : []),
    ...(needs ? [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")] : []),
    ...(excess
      ? [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
      : []),
  ]
}

/** As in any label selector, but that newer clients may use operators which are not known here. */
function validateLabel({ key = '', operator = '', values = [] }: Requirement, path: string): FieldError[] {
  const inner = `${path}.matchExpressions[0]`
  const errors = validateLabelSelector({ matchExpressions: [{ key, operator, values }] }, path)
  return errors.filter(({ path: at }) => at !== `${inner}.operator` || labelOperators.has(operator))
    .map((error) => ({ ...error, path: error.path.replace(inner, path) }))
}

/** What the answer says of selectors that could not be read: more is asked about than was meant. */
export function selectorErrors({ fieldSelector, labelSelector }: Readonly<Record<string, SelectorAttributes>>): string {
  return [ignored('fieldSelector', fieldSelector, isFieldUnderstood, parseFieldSelector),
    ignored('labelSelector', labelSelector, isLabelUnderstood, parseLabelSelector)].filter(Boolean).join('; ')
}

function ignored(
  name: string, selector: SelectorAttributes | undefined, isUnderstood: (one: Requirement) => boolean,
  parse: (text: string) => unknown,
): string {
  const head = `spec.resourceAttributes.${name}`
  const requirements = selector?.requirements ?? []
  const good = requirements.filter(isUnderstood).length
  if (good < requirements.length) return `${head} ${good > 0 ? 'partially ' : ''}ignored due to parse error`
  if (requirements.length > 0 || !selector?.rawSelector) return ''
  try {
    parse(selector.rawSelector)
    return ''
  } catch {
    return `${head} ignored due to parse error`
  }
}

const isFieldUnderstood = ({ operator, values = [] }: Requirement): boolean =>
  (operator === 'In' || operator === 'NotIn') && values.length === 1

const isLabelUnderstood = ({ operator = '' }: Requirement): boolean => labelOperators.has(operator)
