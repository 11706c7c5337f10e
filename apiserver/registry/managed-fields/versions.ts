/**
 * Managers write in the version they speak, and what they own is told in its fields.
 * Upstream: managedfields' versionConverter.
 */
import { TypeMismatch } from './element-of.ts'
import type { Shape } from './shape.ts'

/** A kind in one version of its API. */
export interface Version {
  readonly shape: Shape
  /** An object of the request's version in this one. */
  fromRequest(object: unknown): unknown
  /** And back. */
  toRequest(object: unknown): unknown
}

/**
 * The versions besides the request's by `apiVersion`; undefined for what is not served, whose managers are forgotten.
 */
export type OtherVersions = (apiVersion: string) => Version | undefined

/**
 * What a request speaks, and what else there is; without `otherVersions` every manager is taken for one of the
 * request's.
 */
export interface Versioned {
  shape: Shape
  apiVersion: string
  otherVersions?: OtherVersions | undefined
}

const same = (object: unknown): unknown => object

/** The version that a manager speaks. */
export function versionOf({ shape, apiVersion, otherVersions }: Versioned, wanted: string): Version | undefined {
  if (otherVersions === undefined || wanted === apiVersion) return { shape, fromRequest: same, toRequest: same }
  if (wanted.split('/').length > 2) throw new TypeMismatch(`unexpected GroupVersion string: ${wanted}`)
  return otherVersions(wanted)
}
