import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ExecutedBatch } from '@tallystick/prover/batch';
import type { Shape } from '@tallystick/prover/core';
import { decodeJson } from './decodeJson.js';
import { encodeJson } from './encodeJson.js';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';

/** What a prover reads of an executed batch. Secret: the inputs hold view keys. */
export type WitnessInputs = Pick<ExecutedBatch, 'shape' | 'inputs' | 'publicInputs'>;

/** What is waiting for a prover. */
export type WaitingWitness = Pick<WitnessInputs, 'shape'> & { batchId: number; jobId: string };

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const contextOf = (batchId: number) => `witnesses:${batchId}`;

type Row = { batch_id: string; shape: unknown; sealed: Buffer; public_inputs: unknown };

const columns = 'batch_id, shape, sealed, public_inputs';

/** Inputs of batches that wait to be proved, in PostgreSQL, encrypted. */
export function createWitnessStore(db: Queryable, cipher: Cipher) {
  async function toInputs(row: Row): Promise<WitnessInputs> {
    const packed = await decompress(cipher.open(contextOf(Number(row.batch_id)), row.sealed));
    return {
      shape: decodeJson<Shape>(row.shape),
      inputs: decodeJson<WitnessInputs['inputs']>(JSON.parse(packed.toString('utf8'))),
      publicInputs: decodeJson<bigint[]>(row.public_inputs),
    };
  }
  return {
    /** @param jobId The job of the proving queue. */
    async add(batchId: number, jobId: string, { shape, inputs, publicInputs }: WitnessInputs): Promise<void> {
      const packed = await compress(encodeJson(inputs), { level: 1 });
      await db.query(
        'insert into witnesses (batch_id, job_id, shape, sealed, public_inputs) values ($1, $2, $3, $4, $5)',
        [batchId, jobId, encodeJson(shape), cipher.seal(contextOf(batchId), packed), encodeJson(publicInputs)],
      );
    },
    /** @throws sequencer/wrong-store-key, sequencer/store-corrupt */
    async get(batchId: number): Promise<WitnessInputs | undefined> {
      const { rows } = await db.query<Row>(`select ${columns} from witnesses where batch_id = $1`, [batchId]);
      return rows[0] && toInputs(rows[0]);
    },
    /**
     * As `get`, for a prover that has taken the job, whose name is noted.
     *
     * @throws sequencer/wrong-store-key, sequencer/store-corrupt
     */
    async take(batchId: number, prover: string): Promise<WitnessInputs | undefined> {
      const { rows } = await db.query<Row>(
        `update witnesses set taken_by = $2 where batch_id = $1 returning ${columns}`,
        [batchId, prover],
      );
      return rows[0] && toInputs(rows[0]);
    },
    /** What the proof has to state, without the secrets. */
    async statement(batchId: number): Promise<Pick<WitnessInputs, 'shape' | 'publicInputs'> | undefined> {
      const { rows } = await db.query<{ shape: unknown; public_inputs: unknown }>(
        'select shape, public_inputs from witnesses where batch_id = $1',
        [batchId],
      );
      const [row] = rows;
      return row && { shape: decodeJson<Shape>(row.shape), publicInputs: decodeJson<bigint[]>(row.public_inputs) };
    },
    /** The prover that took a batch's job last. */
    async takenBy(batchId: number): Promise<string | undefined> {
      const { rows } = await db.query<{ taken_by: string | null }>(
        'select taken_by from witnesses where batch_id = $1',
        [batchId],
      );
      return rows[0]?.taken_by ?? undefined;
    },
    /** Jobs of the batches that wait for a proof and have none handed in, oldest batch first. */
    async waiting(): Promise<WaitingWitness[]> {
      const { rows } = await db.query<{ batch_id: string; job_id: string; shape: unknown }>(
        `select w.batch_id, w.job_id, w.shape from witnesses w join batches b on b.id = w.batch_id
         where b.status = 'executed' and not exists (select 1 from proofs p where p.batch_id = w.batch_id) order by w.batch_id`,
      );
      return rows.map((row) => ({
        batchId: Number(row.batch_id),
        jobId: row.job_id,
        shape: decodeJson<Shape>(row.shape),
      }));
    },
    /** Another job takes the place of the batch's; nobody has taken that yet. */
    async reassign(batchId: number, jobId: string): Promise<void> {
      await db.query('update witnesses set job_id = $2, taken_by = null where batch_id = $1', [batchId, jobId]);
    },
    async remove(batchId: number): Promise<void> {
      await db.query('delete from witnesses where batch_id = $1', [batchId]);
    },
  };
}
