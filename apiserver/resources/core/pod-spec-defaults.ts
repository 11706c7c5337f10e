import { defaultContainer } from './container-defaults.ts'
import { roundRequirements, roundResources } from './round-resources.ts'
import { defaultVolume } from './volume-defaults.ts'

/**
 * Defaults that every pod spec gets, in a Pod and in a template alike, in place.
 * Upstream: SetDefaults_PodSpec. What only a Pod gets is in pod-defaults.ts.
 */
export function defaultPodSpec(spec: any): void {
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  spec.schedulerName ||= 'default-scheduler'
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of spec[list] ?? []) defaultContainer(container)
  }
  roundResources(spec.overhead)
  roundRequirements(spec.resources)
  keepServiceAccountNames(spec)
}

/** The template of a workload; upstream: the part of SetObjectDefaults below `spec.template`. */
export function defaultPodTemplate(template: any): void {
  template.spec ??= {}
  defaultPodSpec(template.spec)
}

/**
 * `serviceAccount` is the old name of `serviceAccountName`; both are kept, the new one wins.
 * Upstream: conversion.go.
 */
function keepServiceAccountNames(spec: any): void {
  const name = spec.serviceAccountName || spec.serviceAccount
  if (!name) return
  spec.serviceAccountName = name
  spec.serviceAccount = name
}
