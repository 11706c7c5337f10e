import {
  isDNS1123Label, isDNS1123Subdomain, isPathSegmentName, isPathSegmentPrefix, maskTrailingDash,
} from '../../../apimachinery/names.ts'

/** A rule for `metadata.name` and, with `prefix`, for `metadata.generateName`. */
export type NameRule = (name: string, prefix: boolean) => string[]

export const nameIsSubdomain: NameRule = (name, prefix) => isDNS1123Subdomain(prefix ? maskTrailingDash(name) : name)
/** For kinds of which upstream looks at the whole name only, not at the stem it was generated from. */
export const wholeNameIsSubdomain: NameRule = (name, prefix) => (prefix ? [] : isDNS1123Subdomain(name))
export const nameIsLabel: NameRule = (name, prefix) => isDNS1123Label(prefix ? maskTrailingDash(name) : name)
export const nameIsPathSegment: NameRule = (name, prefix) =>
  (prefix ? isPathSegmentPrefix(name) : isPathSegmentName(name))
