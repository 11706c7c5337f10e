/**
 * The fields of upstream's internal types below PodSpec, in Go's order: what a refused pod update is printed with.
 * A field is `GoName[:jsonName]=kind`; the JSON name is left out where it only differs in its first letter. Kinds: s,
 * b, i and q are a string, bool, number and quantity by value, `?` is whatever may be null, `*T`, `[]T` and `T` are a
 * struct, L is a label selector, which has JSON names inside upstream too. `~metadata` stands for the members of the
 * metadata, which Go promotes.
 */
export const internalTypes: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource: 'VolumeID=s FSType:fsType=s Partition=i ReadOnly=b',
  Affinity: 'NodeAffinity=*NodeAffinity PodAffinity=*PodAffinity PodAntiAffinity=*PodAntiAffinity',
  AppArmorProfile: 'Type=s LocalhostProfile=?',
  AzureDiskVolumeSource: 'DiskName=s DataDiskURI:diskURI=s CachingMode=? FSType:fsType=? ReadOnly=? Kind=?',
  AzureFileVolumeSource: 'SecretName=s ShareName=s ReadOnly=b',
  CSIVolumeSource:
    'Driver=s ReadOnly=? FSType:fsType=? VolumeAttributes=? NodePublishSecretRef=*LocalObjectReference',
  Capabilities: 'Add=? Drop=?',
  CephFSVolumeSource: 'Monitors=? Path=s User=s SecretFile=s SecretRef=*LocalObjectReference ReadOnly=b',
  CinderVolumeSource: 'VolumeID=s FSType:fsType=s ReadOnly=b SecretRef=*LocalObjectReference',
  ClusterTrustBundleProjection: 'Name=? SignerName=? LabelSelector=L Optional=? Path=s',
  ConfigMapEnvSource: 'Name=s Optional=?',
  ConfigMapKeySelector: 'Name=s Key=s Optional=?',
  ConfigMapProjection: 'Name=s Items=[]KeyToPath Optional=?',
  ConfigMapVolumeSource: 'Name=s Items=[]KeyToPath DefaultMode=? Optional=?',
  Container:
    'Name=s Image=s Command=? Args=? WorkingDir=s Ports=[]ContainerPort EnvFrom=[]EnvFromSource Env=[]EnvVar ' +
    'Resources=ResourceRequirements ResizePolicy=[]ContainerResizePolicy RestartPolicy=? ' +
    'RestartPolicyRules=[]ContainerRestartRule VolumeMounts=[]VolumeMount VolumeDevices=[]VolumeDevice ' +
    'LivenessProbe=*Probe ReadinessProbe=*Probe StartupProbe=*Probe Lifecycle=*Lifecycle TerminationMessagePath=s ' +
    'TerminationMessagePolicy=s ImagePullPolicy=s SecurityContext=*SecurityContext Stdin=b StdinOnce=b TTY:tty=b',
  ContainerPort: 'Name=s HostPort=i ContainerPort=i Protocol=s HostIP=s',
  ContainerResizePolicy: 'ResourceName=s RestartPolicy=s',
  ContainerRestartRule: 'Action=s ExitCodes=*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator=s Values=?',
  DownwardAPIProjection: 'Items=[]DownwardAPIVolumeFile',
  DownwardAPIVolumeFile: 'Path=s FieldRef=*ObjectFieldSelector ResourceFieldRef=*ResourceFieldSelector Mode=?',
  DownwardAPIVolumeSource: 'Items=[]DownwardAPIVolumeFile DefaultMode=?',
  EmptyDirVolumeSource: 'Medium=s SizeLimit=?',
  EnvFromSource: 'Prefix=s ConfigMapRef=*ConfigMapEnvSource SecretRef=*SecretEnvSource',
  EnvVar: 'Name=s Value=s ValueFrom=*EnvVarSource',
  EnvVarSource:
    'FieldRef=*ObjectFieldSelector ResourceFieldRef=*ResourceFieldSelector ConfigMapKeyRef=*ConfigMapKeySelector ' +
    'SecretKeyRef=*SecretKeySelector FileKeyRef=*FileKeySelector',
  EphemeralContainer:
    'Name=s Image=s Command=? Args=? WorkingDir=s Ports=[]ContainerPort EnvFrom=[]EnvFromSource Env=[]EnvVar ' +
    'Resources=ResourceRequirements ResizePolicy=[]ContainerResizePolicy RestartPolicy=? ' +
    'RestartPolicyRules=[]ContainerRestartRule VolumeMounts=[]VolumeMount VolumeDevices=[]VolumeDevice ' +
    'LivenessProbe=*Probe ReadinessProbe=*Probe StartupProbe=*Probe Lifecycle=*Lifecycle TerminationMessagePath=s ' +
    'TerminationMessagePolicy=s ImagePullPolicy=s SecurityContext=*SecurityContext Stdin=b StdinOnce=b TTY:tty=b ' +
    'TargetContainerName=s',
  EphemeralVolumeSource: 'VolumeClaimTemplate=*PersistentVolumeClaimTemplate',
  ExecAction: 'Command=?',
  FCVolumeSource: 'TargetWWNs=? Lun=? FSType:fsType=s ReadOnly=b WWIDs:wwids=?',
  FileKeySelector: 'VolumeName=s Path=s Key=s Optional=?',
  FlexVolumeSource: 'Driver=s FSType:fsType=s SecretRef=*LocalObjectReference ReadOnly=b Options=?',
  FlockerVolumeSource: 'DatasetName=s DatasetUUID=s',
  GCEPersistentDiskVolumeSource: 'PDName:pdName=s FSType:fsType=s Partition=i ReadOnly=b',
  GRPCAction: 'Port=i Service=?',
  GitRepoVolumeSource: 'Repository=s Revision=s Directory=s',
  GlusterfsVolumeSource: 'EndpointsName:endpoints=s Path=s ReadOnly=b',
  HTTPGetAction: 'Path=s Port=i Host=s Scheme=s HTTPHeaders:httpHeaders=[]HTTPHeader',
  HTTPHeader: 'Name=s Value=s',
  HostAlias: 'IP:ip=s Hostnames=?',
  HostPathVolumeSource: 'Path=s Type=?',
  ISCSIVolumeSource:
    'TargetPortal=s IQN:iqn=s Lun=i ISCSIInterface:iscsiInterface=s FSType:fsType=s ReadOnly=b Portals=? ' +
    'DiscoveryCHAPAuth:chapAuthDiscovery=b SessionCHAPAuth:chapAuthSession=b SecretRef=*LocalObjectReference ' +
    'InitiatorName=?',
  ImageVolumeSource: 'Reference=s PullPolicy=s',
  KeyToPath: 'Key=s Path=s Mode=?',
  Lifecycle: 'PostStart=*LifecycleHandler PreStop=*LifecycleHandler StopSignal=?',
  LifecycleHandler:
    'Exec=*ExecAction HTTPGet:httpGet=*HTTPGetAction TCPSocket:tcpSocket=*TCPSocketAction Sleep=*SleepAction',
  LocalObjectReference: 'Name=s',
  NFSVolumeSource: 'Server=s Path=s ReadOnly=b',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution=*NodeSelector ' +
    'PreferredDuringSchedulingIgnoredDuringExecution=[]PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms=[]NodeSelectorTerm',
  NodeSelectorRequirement: 'Key=s Operator=s Values=?',
  NodeSelectorTerm: 'MatchExpressions=[]NodeSelectorRequirement MatchFields=[]NodeSelectorRequirement',
  ObjectFieldSelector: 'APIVersion:apiVersion=s FieldPath=s',
  PersistentVolumeClaimSpec:
    'AccessModes=? Selector=L Resources=VolumeResourceRequirements VolumeName=s StorageClassName=? VolumeMode=? ' +
    'DataSource=*TypedLocalObjectReference DataSourceRef=*TypedObjectReference VolumeAttributesClassName=?',
  PersistentVolumeClaimTemplate: '~metadata Spec=PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName=s ReadOnly=b',
  PhotonPersistentDiskVolumeSource: 'PdID=s FSType:fsType=s',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution=[]PodAffinityTerm ' +
    'PreferredDuringSchedulingIgnoredDuringExecution=[]WeightedPodAffinityTerm',
  PodAffinityTerm:
    'LabelSelector=L Namespaces=? TopologyKey=s NamespaceSelector=L MatchLabelKeys=? MismatchLabelKeys=?',
  PodAntiAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution=[]PodAffinityTerm ' +
    'PreferredDuringSchedulingIgnoredDuringExecution=[]WeightedPodAffinityTerm',
  PodCertificateProjection:
    'SignerName=s KeyType=s MaxExpirationSeconds=? CredentialBundlePath=s KeyPath=s CertificateChainPath=s ' +
    'UserAnnotations=?',
  PodDNSConfig: 'Nameservers=? Searches=? Options=[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name=s Value=?',
  PodOS: 'Name=s',
  PodReadinessGate: 'ConditionType=s',
  PodResourceClaim: 'Name=s ResourceClaimName=? ResourceClaimTemplateName=?',
  PodSchedulingGate: 'Name=s',
  PodSchedulingGroup: 'PodGroupName=?',
  PodSecurityContext:
    'HostNetwork=b HostPID=b HostIPC=b ShareProcessNamespace=? HostUsers=? ' +
    'SELinuxOptions:seLinuxOptions=*SELinuxOptions WindowsOptions=*WindowsSecurityContextOptions RunAsUser=? ' +
    'RunAsGroup=? RunAsNonRoot=? SupplementalGroups=? SupplementalGroupsPolicy=? FSGroup:fsGroup=? ' +
    'FSGroupChangePolicy:fsGroupChangePolicy=? Sysctls=[]Sysctl SeccompProfile=*SeccompProfile ' +
    'AppArmorProfile=*AppArmorProfile SELinuxChangePolicy:seLinuxChangePolicy=?',
  PodSpec:
    'Volumes=[]Volume InitContainers=[]Container Containers=[]Container EphemeralContainers=[]EphemeralContainer ' +
    'RestartPolicy=s TerminationGracePeriodSeconds=? ActiveDeadlineSeconds=? DNSPolicy:dnsPolicy=s NodeSelector=? ' +
    'ServiceAccountName=s AutomountServiceAccountToken=? NodeName=s SecurityContext=*PodSecurityContext ' +
    'ImagePullSecrets=[]LocalObjectReference Hostname=s Subdomain=s SetHostnameAsFQDN=? Affinity=*Affinity ' +
    'SchedulerName=s Tolerations=[]Toleration HostAliases=[]HostAlias PriorityClassName=s Priority=? ' +
    'PreemptionPolicy=? DNSConfig:dnsConfig=*PodDNSConfig ReadinessGates=[]PodReadinessGate RuntimeClassName=? ' +
    'Overhead=? EnableServiceLinks=? TopologySpreadConstraints=[]TopologySpreadConstraint OS:os=*PodOS ' +
    'SchedulingGates=[]PodSchedulingGate ResourceClaims=[]PodResourceClaim Resources=*ResourceRequirements ' +
    'HostnameOverride=? SchedulingGroup=*PodSchedulingGroup',
  PortworxVolumeSource: 'VolumeID=s FSType:fsType=s ReadOnly=b',
  PreferredSchedulingTerm: 'Weight=i Preference=NodeSelectorTerm',
  Probe:
    'Exec=*ExecAction HTTPGet:httpGet=*HTTPGetAction TCPSocket:tcpSocket=*TCPSocketAction GRPC:grpc=*GRPCAction ' +
    'InitialDelaySeconds=i TimeoutSeconds=i PeriodSeconds=i SuccessThreshold=i FailureThreshold=i ' +
    'TerminationGracePeriodSeconds=?',
  ProjectedVolumeSource: 'Sources=[]VolumeProjection DefaultMode=?',
  QuobyteVolumeSource: 'Registry=s Volume=s ReadOnly=b User=s Group=s Tenant=s',
  RBDVolumeSource:
    'CephMonitors:monitors=? RBDImage:image=s FSType:fsType=s RBDPool:pool=s RadosUser:user=s Keyring=s ' +
    'SecretRef=*LocalObjectReference ReadOnly=b',
  ResourceClaim: 'Name=s Request=s',
  ResourceFieldSelector: 'ContainerName=s Resource=s Divisor=q',
  ResourceRequirements: 'Limits=? Requests=? Claims=[]ResourceClaim',
  SELinuxOptions: 'User=s Role=s Type=s Level=s',
  ScaleIOVolumeSource:
    'Gateway=s System=s SecretRef=*LocalObjectReference SSLEnabled:sslEnabled=b ProtectionDomain=s StoragePool=s ' +
    'StorageMode=s VolumeName=s FSType:fsType=s ReadOnly=b',
  SeccompProfile: 'Type=s LocalhostProfile=?',
  SecretEnvSource: 'Name=s Optional=?',
  SecretKeySelector: 'Name=s Key=s Optional=?',
  SecretProjection: 'Name=s Items=[]KeyToPath Optional=?',
  SecretVolumeSource: 'SecretName=s Items=[]KeyToPath DefaultMode=? Optional=?',
  SecurityContext:
    'Capabilities=*Capabilities Privileged=? SELinuxOptions:seLinuxOptions=*SELinuxOptions ' +
    'WindowsOptions=*WindowsSecurityContextOptions RunAsUser=? RunAsGroup=? RunAsNonRoot=? ' +
    'ReadOnlyRootFilesystem=? AllowPrivilegeEscalation=? ProcMount=? SeccompProfile=*SeccompProfile ' +
    'AppArmorProfile=*AppArmorProfile',
  ServiceAccountTokenProjection: 'Audience=s ExpirationSeconds=i Path=s',
  SleepAction: 'Seconds=i',
  StorageOSVolumeSource:
    'VolumeName=s VolumeNamespace=s FSType:fsType=s ReadOnly=b SecretRef=*LocalObjectReference',
  Sysctl: 'Name=s Value=s',
  TCPSocketAction: 'Port=i Host=s',
  Toleration: 'Key=s Operator=s Value=s Effect=s TolerationSeconds=?',
  TopologySpreadConstraint:
    'MaxSkew=i TopologyKey=s WhenUnsatisfiable=s LabelSelector=L MinDomains=? NodeAffinityPolicy=? ' +
    'NodeTaintsPolicy=? MatchLabelKeys=?',
  TypedLocalObjectReference: 'APIGroup:apiGroup=? Kind=s Name=s',
  TypedObjectReference: 'APIGroup:apiGroup=? Kind=s Name=s Namespace=?',
  Volume:
    'Name=s HostPath=*HostPathVolumeSource EmptyDir=*EmptyDirVolumeSource ' +
    'GCEPersistentDisk:gcePersistentDisk=*GCEPersistentDiskVolumeSource ' +
    'AWSElasticBlockStore:awsElasticBlockStore=*AWSElasticBlockStoreVolumeSource GitRepo=*GitRepoVolumeSource ' +
    'Secret=*SecretVolumeSource NFS:nfs=*NFSVolumeSource ISCSI:iscsi=*ISCSIVolumeSource ' +
    'Glusterfs=*GlusterfsVolumeSource PersistentVolumeClaim=*PersistentVolumeClaimVolumeSource ' +
    'RBD:rbd=*RBDVolumeSource Quobyte=*QuobyteVolumeSource FlexVolume=*FlexVolumeSource ' +
    'Cinder=*CinderVolumeSource CephFS:cephfs=*CephFSVolumeSource Flocker=*FlockerVolumeSource ' +
    'DownwardAPI=*DownwardAPIVolumeSource FC:fc=*FCVolumeSource AzureFile=*AzureFileVolumeSource ' +
    'ConfigMap=*ConfigMapVolumeSource VsphereVolume=*VsphereVirtualDiskVolumeSource ' +
    'AzureDisk=*AzureDiskVolumeSource PhotonPersistentDisk=*PhotonPersistentDiskVolumeSource ' +
    'Projected=*ProjectedVolumeSource PortworxVolume=*PortworxVolumeSource ScaleIO=*ScaleIOVolumeSource ' +
    'StorageOS:storageos=*StorageOSVolumeSource CSI:csi=*CSIVolumeSource Ephemeral=*EphemeralVolumeSource ' +
    'Image=*ImageVolumeSource',
  VolumeDevice: 'Name=s DevicePath=s',
  VolumeMount: 'Name=s ReadOnly=b RecursiveReadOnly=? MountPath=s SubPath=s MountPropagation=? SubPathExpr=s',
  VolumeProjection:
    'Secret=*SecretProjection DownwardAPI=*DownwardAPIProjection ConfigMap=*ConfigMapProjection ' +
    'ServiceAccountToken=*ServiceAccountTokenProjection ClusterTrustBundle=*ClusterTrustBundleProjection ' +
    'PodCertificate=*PodCertificateProjection',
  VolumeResourceRequirements: 'Limits=? Requests=?',
  VsphereVirtualDiskVolumeSource: 'VolumePath=s FSType:fsType=s StoragePolicyName=s StoragePolicyID=s',
  WeightedPodAffinityTerm: 'Weight=i PodAffinityTerm=PodAffinityTerm',
  WindowsSecurityContextOptions:
    'GMSACredentialSpecName:gmsaCredentialSpecName=? GMSACredentialSpec:gmsaCredentialSpec=? RunAsUserName=? ' +
    'HostProcess=?',
}
