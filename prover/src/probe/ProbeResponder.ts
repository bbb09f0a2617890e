/** A provider's side of the probe protocol, whatever its server is built with. */
export type ProbeResponder = {
  /**
   * Answers one challenge, given as parsed JSON (`undefined` when the body was none). Never throws: a refusal is an answer
   * too, with the error as its body.
   */
  answer(json: unknown): Promise<{ status: number; body: object }>;
};
