/**
 * More of upstream's internal types, in the notation of `internalTypes`: those of storage, networking and nodes that
 * messages print. `~=T` stands for the members of an embedded struct, which Go promotes.
 */
export const internalStorageTypes: Readonly<Record<string, string>> = {
  AzureFilePersistentVolumeSource: 'SecretName=s ShareName=s ReadOnly=b SecretNamespace=?',
  CSINodeDriver: 'Name=s NodeID=s TopologyKeys=? Allocatable=*VolumeNodeResources',
  CSIPersistentVolumeSource:
    'Driver=s VolumeHandle=s ReadOnly=b FSType:fsType=s VolumeAttributes=? ' +
    'ControllerPublishSecretRef=*SecretReference NodeStageSecretRef=*SecretReference ' +
    'NodePublishSecretRef=*SecretReference ControllerExpandSecretRef=*SecretReference ' +
    'NodeExpandSecretRef=*SecretReference',
  CephFSPersistentVolumeSource: 'Monitors=? Path=s User=s SecretFile=s SecretRef=*SecretReference ReadOnly=b',
  CinderPersistentVolumeSource: 'VolumeID=s FSType:fsType=s ReadOnly=b SecretRef=*SecretReference',
  FlexPersistentVolumeSource: 'Driver=s FSType:fsType=s SecretRef=*SecretReference ReadOnly=b Options=?',
  GlusterfsPersistentVolumeSource: 'EndpointsName:endpoints=s Path=s ReadOnly=b EndpointsNamespace=?',
  ISCSIPersistentVolumeSource:
    'TargetPortal=s IQN:iqn=s Lun=i ISCSIInterface:iscsiInterface=s FSType:fsType=s ReadOnly=b Portals=? ' +
    'DiscoveryCHAPAuth:chapAuthDiscovery=b SessionCHAPAuth:chapAuthSession=b SecretRef=*SecretReference ' +
    'InitiatorName=?',
  LocalVolumeSource: 'Path=s FSType:fsType=?',
  ObjectReference: 'Kind=s Namespace=s Name=s UID:uid=s APIVersion:apiVersion=s ResourceVersion=s FieldPath=s',
  ParentReference: 'Group=s Resource=s Namespace=s Name=s',
  PersistentVolumeSource:
    'GCEPersistentDisk:gcePersistentDisk=*GCEPersistentDiskVolumeSource ' +
    'AWSElasticBlockStore:awsElasticBlockStore=*AWSElasticBlockStoreVolumeSource HostPath=*HostPathVolumeSource ' +
    'Glusterfs=*GlusterfsPersistentVolumeSource NFS:nfs=*NFSVolumeSource RBD:rbd=*RBDPersistentVolumeSource ' +
    'Quobyte=*QuobyteVolumeSource ISCSI:iscsi=*ISCSIPersistentVolumeSource FlexVolume=*FlexPersistentVolumeSource ' +
    'Cinder=*CinderPersistentVolumeSource CephFS:cephfs=*CephFSPersistentVolumeSource FC:fc=*FCVolumeSource ' +
    'Flocker=*FlockerVolumeSource AzureFile=*AzureFilePersistentVolumeSource ' +
    'VsphereVolume=*VsphereVirtualDiskVolumeSource AzureDisk=*AzureDiskVolumeSource ' +
    'PhotonPersistentDisk=*PhotonPersistentDiskVolumeSource PortworxVolume=*PortworxVolumeSource ' +
    'ScaleIO=*ScaleIOPersistentVolumeSource Local=*LocalVolumeSource ' +
    'StorageOS:storageos=*StorageOSPersistentVolumeSource CSI:csi=*CSIPersistentVolumeSource',
  PersistentVolumeSpec:
    'Capacity=? ~=PersistentVolumeSource AccessModes=? ClaimRef=*ObjectReference PersistentVolumeReclaimPolicy=s ' +
    'StorageClassName=s MountOptions=? VolumeMode=? NodeAffinity=*VolumeNodeAffinity VolumeAttributesClassName=?',
  RBDPersistentVolumeSource:
    'CephMonitors:monitors=? RBDImage:image=s FSType:fsType=s RBDPool:pool=s RadosUser:user=s Keyring=s ' +
    'SecretRef=*SecretReference ReadOnly=b',
  ScaleIOPersistentVolumeSource:
    'Gateway=s System=s SecretRef=*SecretReference SSLEnabled:sslEnabled=b ProtectionDomain=s StoragePool=s ' +
    'StorageMode=s VolumeName=s FSType:fsType=s ReadOnly=b',
  SecretReference: 'Name=s Namespace=s',
  ServiceCIDRSpec: 'CIDRs:cidrs=?',
  StorageOSPersistentVolumeSource:
    'VolumeName=s VolumeNamespace=s FSType:fsType=s ReadOnly=b SecretRef=*ObjectReference',
  VolumeAttachmentSource: 'PersistentVolumeName=? InlineVolumeSpec=*PersistentVolumeSpec',
  VolumeAttachmentSpec: 'Attacher=s Source=VolumeAttachmentSource NodeName=s',
  VolumeNodeAffinity: 'Required=*NodeSelector',
  VolumeNodeResources: 'Count=?',
}
