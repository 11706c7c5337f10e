/** Whether a status has the condition and it is true. */
export function isConditionTrue(status: any, wanted: string): boolean {
  return hasCondition(status, wanted, 'True')
}

/** Whether a status has the condition in this state. */
export function hasCondition(status: any, wanted: string, state: string): boolean {
  return (status?.conditions ?? []).some((condition: any) => condition.type === wanted && condition.status === state)
}

/** Complete or Failed. */
export function isFinished(status: any): boolean {
  return isConditionTrue(status, 'Complete') || isConditionTrue(status, 'Failed')
}
