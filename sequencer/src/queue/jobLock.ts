/**
 * Arguments of PostgreSQL's advisory lock that a prover holds while it works on a job: a number of our own, and the first half of the
 * job's id. A prover that dies lets go of it with its connection, which tells the driver at once what expiry would tell it in minutes.
 *
 * @param id A UUID.
 */
export function jobLock(id: string): [number, number] {
  return [7_473_004, Number.parseInt(id.slice(0, 8), 16) | 0];
}
