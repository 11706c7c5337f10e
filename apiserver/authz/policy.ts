/** Who may do what, as rows; upstream: the bootstrap policy's cluster roles for its own components. */
export interface PolicyRule {
  verbs: readonly string[]
  groups?: readonly string[]
  /** `pods`, `pods/status`; `*` is every resource and subresource. */
  resources?: readonly string[]
  /** Paths that are no resource; a trailing `*` matches any rest. */
  paths?: readonly string[]
}

export interface PolicyRow {
  /** A user or a group. */
  subject: { user: string } | { group: string }
  rules: readonly PolicyRule[]
}

const read = ['get', 'list', 'watch']
const change = ['create', 'update', 'patch', 'delete', 'deletecollection']
const events: PolicyRule = {
  verbs: ['create', 'patch', 'update'], groups: ['', 'events.k8s.io'], resources: ['events'],
}

/** What anyone may see, the unauthenticated included; upstream: system:public-info-viewer. */
const publicInfo: PolicyRule = {
  verbs: ['get'],
  paths: ['/healthz', '/livez', '/readyz', '/version', '/healthz/', '/livez/', '/readyz/', '/version/'],
}

/** What every authenticated user may read; upstream: system:discovery. */
const discovery: PolicyRule =
  { verbs: ['get'], paths: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'] }

/** What every authenticated user may ask about themselves; upstream: system:basic-user. */
const basicUser: readonly PolicyRule[] = [
  {
    verbs: ['create'], groups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], groups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
]

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], groups: ['*'], resources: ['*'] },
  { verbs: ['*'], paths: ['*'] },
]

export const policy: readonly PolicyRow[] = [
  { subject: { group: 'system:masters' }, rules: everything },
  { subject: { group: 'system:unauthenticated' }, rules: [publicInfo] },
  { subject: { group: 'system:authenticated' }, rules: [publicInfo, discovery, ...basicUser] },
  // Garbage collection and namespace deletion reach every kind there is.
  {
    subject: { user: 'system:kube-controller-manager' },
    rules: [{ verbs: [...read, ...change], groups: ['*'], resources: ['*'] }],
  },
  {
    subject: { user: 'system:kube-scheduler' },
    rules: [
      { verbs: read, groups: ['*'], resources: ['*'] },
      { verbs: ['create'], groups: [''], resources: ['pods/binding', 'bindings'] },
      { verbs: ['patch', 'update'], groups: [''], resources: ['pods/status'] },
      { verbs: ['delete'], groups: [''], resources: ['pods'] },
      { verbs: ['create', 'update'], groups: ['coordination.k8s.io'], resources: ['leases'] },
      events,
    ],
  },
  {
    subject: { group: 'system:nodes' },
    rules: [
      { verbs: read, groups: [''], resources: ['nodes', 'pods', 'services', 'configmaps', 'secrets', 'namespaces'] },
      { verbs: ['create', 'update', 'patch', 'delete'], groups: [''], resources: ['nodes', 'pods'] },
      { verbs: ['update', 'patch'], groups: [''], resources: ['nodes/status', 'pods/status'] },
      { verbs: ['create', 'get', 'update', 'patch', 'delete'], groups: ['coordination.k8s.io'], resources: ['leases'] },
      { verbs: ['create'], groups: [''], resources: ['serviceaccounts/token'] },
      events,
    ],
  },
]
