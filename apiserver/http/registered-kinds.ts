import type { GroupVersionKind } from '../../apimachinery/meta.ts'

/** A scheme of upstream's: the kinds that one of its servers has types for, served or not. */
export interface Scheme {
  /** How its messages call it. */
  name: string
  /** Kinds by group and version; those with a star have a list. */
  kinds: Readonly<Record<string, string>>
}

const admissionPolicies = 'MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding* ValidatingAdmissionPolicy* '
  + 'ValidatingAdmissionPolicyBinding*'
const admission = `${admissionPolicies} MutatingWebhookConfiguration* ValidatingWebhookConfiguration*`
const reviews = 'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview'
const roles = 'ClusterRole* ClusterRoleBinding* Role* RoleBinding*'
const devices = 'DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*'
const flows = 'FlowSchema* PriorityLevelConfiguration*'
const storage = 'CSIDriver* CSINode* CSIStorageCapacity* StorageClass* VolumeAttachment* VolumeAttributesClass*'

const builtIn: Scheme = {
  name: 'pkg/api/legacyscheme/scheme.go:30',
  kinds: {
    'admissionregistration.k8s.io/v1': admission,
    'admissionregistration.k8s.io/v1alpha1': admissionPolicies,
    'admissionregistration.k8s.io/v1beta1': admission,
    'apps/v1': 'ControllerRevision* DaemonSet* Deployment* ReplicaSet* StatefulSet*',
    'apps/v1beta1': 'ControllerRevision* Deployment* DeploymentRollback Scale StatefulSet*',
    'apps/v1beta2': 'ControllerRevision* DaemonSet* Deployment* ReplicaSet* Scale StatefulSet*',
    'authentication.k8s.io/v1': 'SelfSubjectReview TokenRequest TokenReview',
    'authentication.k8s.io/v1alpha1': 'SelfSubjectReview',
    'authentication.k8s.io/v1beta1': 'SelfSubjectReview TokenReview',
    'authorization.k8s.io/v1': reviews,
    'authorization.k8s.io/v1beta1': reviews,
    'autoscaling/v1': 'HorizontalPodAutoscaler* Scale',
    'autoscaling/v2': 'HorizontalPodAutoscaler*',
    'batch/v1': 'CronJob* Job*',
    'batch/v1beta1': 'CronJob*',
    'certificates.k8s.io/v1': 'CertificateSigningRequest*',
    'certificates.k8s.io/v1alpha1': 'ClusterTrustBundle*',
    'certificates.k8s.io/v1beta1': 'CertificateSigningRequest* ClusterTrustBundle* PodCertificateRequest*',
    'coordination.k8s.io/v1': 'Lease*',
    'coordination.k8s.io/v1alpha2': 'LeaseCandidate*',
    'coordination.k8s.io/v1beta1': 'Lease* LeaseCandidate*',
    v1: 'Binding ComponentStatus* ConfigMap* Endpoints* Event* LimitRange* List Namespace* Node* NodeProxyOptions '
      + 'PersistentVolume* PersistentVolumeClaim* Pod* PodAttachOptions PodExecOptions PodLogOptions '
      + 'PodPortForwardOptions PodProxyOptions PodStatusResult PodTemplate* RangeAllocation ReplicationController* '
      + 'ResourceQuota* Secret* SerializedReference Service* ServiceAccount* ServiceProxyOptions',
    'discovery.k8s.io/v1': 'EndpointSlice*',
    'discovery.k8s.io/v1beta1': 'EndpointSlice*',
    'events.k8s.io/v1': 'Event*',
    'events.k8s.io/v1beta1': 'Event*',
    'extensions/v1beta1': 'DaemonSet* Deployment* DeploymentRollback Ingress* NetworkPolicy* ReplicaSet* Scale',
    'flowcontrol.apiserver.k8s.io/v1': flows,
    'flowcontrol.apiserver.k8s.io/v1beta1': flows,
    'flowcontrol.apiserver.k8s.io/v1beta2': flows,
    'flowcontrol.apiserver.k8s.io/v1beta3': flows,
    'imagepolicy.k8s.io/v1alpha1': 'ImageReview',
    'internal.apiserver.k8s.io/v1alpha1': 'StorageVersion*',
    'networking.k8s.io/v1': 'IPAddress* Ingress* IngressClass* NetworkPolicy* ServiceCIDR*',
    'networking.k8s.io/v1beta1': 'IPAddress* Ingress* IngressClass* ServiceCIDR*',
    'node.k8s.io/v1': 'RuntimeClass*',
    'node.k8s.io/v1alpha1': 'RuntimeClass*',
    'node.k8s.io/v1beta1': 'RuntimeClass*',
    'policy/v1': 'Eviction PodDisruptionBudget*',
    'policy/v1beta1': 'Eviction PodDisruptionBudget*',
    'rbac.authorization.k8s.io/v1': roles,
    'rbac.authorization.k8s.io/v1alpha1': roles,
    'rbac.authorization.k8s.io/v1beta1': roles,
    'resource.k8s.io/v1': devices,
    'resource.k8s.io/v1alpha3': 'DeviceTaintRule* ResourcePoolStatusRequest*',
    'resource.k8s.io/v1beta1': devices,
    'resource.k8s.io/v1beta2': `${devices} DeviceTaintRule*`,
    'scheduling.k8s.io/v1': 'PriorityClass*',
    'scheduling.k8s.io/v1alpha2': 'PodGroup* Workload*',
    'scheduling.k8s.io/v1beta1': 'PriorityClass*',
    'storage.k8s.io/v1': storage,
    'storage.k8s.io/v1alpha1': 'CSIStorageCapacity* VolumeAttachment* VolumeAttributesClass*',
    'storage.k8s.io/v1beta1': storage,
    'storagemigration.k8s.io/v1beta1': 'StorageVersionMigration*',
  },
}

const ofExtensions: Scheme = {
  name: 'k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55',
  kinds: {
    'apiextensions.k8s.io/v1': 'CustomResourceDefinition*',
    'apiextensions.k8s.io/v1beta1': 'CustomResourceDefinition*',
    v1: '',
  },
}

const ofAggregation: Scheme = {
  name: 'k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28',
  kinds: { 'apiregistration.k8s.io/v1': 'APIService*', 'apiregistration.k8s.io/v1beta1': 'APIService*', v1: '' },
}

/** The scheme of the server that answers for a group. */
export function schemeFor(group: string): Scheme {
  if (group === 'apiextensions.k8s.io') return ofExtensions
  return group === 'apiregistration.k8s.io' ? ofAggregation : builtIn
}

/** They go without a version, so any is theirs. */
const unversioned: ReadonlySet<string> = new Set([
  'APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'Status',
])
/** Every group and version has them. */
const everywhere: ReadonlySet<string> = new Set([
  'CreateOptions', 'DeleteOptions', 'GetOptions', 'ListOptions', 'PatchOptions', 'UpdateOptions', 'WatchEvent',
])

/** Whether there is a type for a kind; `apiVersion` is its group and version. */
export function isRegistered({ kinds }: Scheme, apiVersion: string, kind: string): boolean {
  if (unversioned.has(kind)) return true
  const here = Object.hasOwn(kinds, apiVersion) ? kinds[apiVersion] : undefined
  if (here === undefined) return false
  const starred = kind.endsWith('List') && here.split(' ').includes(`${kind.slice(0, -4)}*`)
  return starred || everywhere.has(kind) || here.split(' ').some((one) => one === kind || one === `${kind}*`)
}

/** Kinds whose type lies in another group than they do. */
const moved: Readonly<Record<string, string>> = {
  'events.k8s.io/Event': 'core', 'extensions/Ingress': 'networking', 'extensions/NetworkPolicy': 'networking',
  extensions: 'apps',
}

/** The package of the type that all versions of a kind are converted to. */
export function internalPackage({ group, kind }: Pick<GroupVersionKind, 'group' | 'kind'>): string {
  return moved[`${group}/${kind}`] ?? moved[group] ?? (group === '' ? 'core' : group.split('.')[0]!)
}
