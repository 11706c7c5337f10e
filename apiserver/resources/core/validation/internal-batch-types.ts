/** Upstream's internal types of workloads that messages print, in the notation of `internalTypes`. */
export const internalBatchTypes: Readonly<Record<string, string>> = {
  HPAScalingPolicy: 'Type=s Value=i PeriodSeconds=i',
  HPAScalingRules: 'StabilizationWindowSeconds=? SelectPolicy=? Policies=[]HPAScalingPolicy Tolerance=?',
  HorizontalPodAutoscalerBehavior: 'ScaleUp=*HPAScalingRules ScaleDown=*HPAScalingRules',
  PodFailurePolicy: 'Rules=[]PodFailurePolicyRule',
  PodFailurePolicyOnExitCodesRequirement: 'ContainerName=? Operator=s Values=?',
  PodFailurePolicyOnPodConditionsPattern: 'Type=s Status=s',
  PodFailurePolicyRule:
    'Action=s OnExitCodes=*PodFailurePolicyOnExitCodesRequirement '
      + 'OnPodConditions=[]PodFailurePolicyOnPodConditionsPattern',
  PodDisruptionBudgetSpec: 'MinAvailable=? Selector=L MaxUnavailable=? UnhealthyPodEvictionPolicy=?',
  PodTemplateSpec: '~metadata Spec=PodSpec',
  SuccessPolicy: 'Rules=[]SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes=? SucceededCount=?',
  UncountedTerminatedPods: 'Succeeded=? Failed=?',
}
