import { expect, test } from 'vitest';
import { stepOf } from './stepOf.js';

test('default: messages and progress tell of steps', () => {
  expect(stepOf('{"level":30,"time":1,"batch":3,"msg":"batch executed"}')).toBe('executed');
  expect(stepOf('{"level":20,"step":"prove","status":"start","detail":"31598 gates","msg":"progress"}')).toBe(
    'proving',
  );
  expect(stepOf('{"level":20,"step":"witness","status":"start","msg":"progress"}')).toBe('solving');
});

test('behavior: everything else tells of none', () => {
  const lines = [
    '{"step":"prove","status":"done","msg":"progress"}',
    '{"msg":"toString"}',
    'warning: …',
    '7',
    'null',
    '',
  ];
  for (const line of lines) expect(stepOf(line)).toBeUndefined();
});
