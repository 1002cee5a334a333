import assert from 'node:assert/strict';
import { test } from 'node:test';
import Value from 'typebox/value';
import { FailureSchema } from './common.ts';
import { FAILURES, type FailureCode, FIELD_FAULTS, failureText, fieldFaultText } from './failures.ts';

test('every failure has words in both languages, and they are sentences', () => {
  for (const code of Object.keys(FAILURES) as FailureCode[]) {
    assert.match(failureText(code, 'zh'), /[\u4e00-\u9fff].*。$/, code);
    assert.match(failureText(code, 'en'), /^[A-Z].*\.$/, code);
    assert.doesNotMatch(failureText(code, 'en'), /[\u4e00-\u9fff]/, code);
  }
});

test('every field fault has words in both languages', () => {
  for (const [code, text] of Object.entries(FIELD_FAULTS)) {
    assert.match(text.zh, /[\u4e00-\u9fff]/, code);
    assert.match(text.en, /^[A-Z].*\.$/, code);
    assert.equal(text.zh.includes('{n}'), text.en.includes('{n}'), code);
  }
  assert.equal(fieldFaultText({ code: 'too-short', n: 8 }, 'en'), 'At least 8 characters.');
});

test('a failure with everything in it passes its schema, another code does not', () => {
  const body = {
    code: 'fields.invalid',
    message: 'x',
    fields: { login: { code: 'too-short', n: 3 } },
    retryAfterMs: 5,
  };
  assert.ok(Value.Check(FailureSchema, body));
  assert.ok(!Value.Check(FailureSchema, { ...body, code: 'made.up' }));
  assert.ok(!Value.Check(FailureSchema, { ...body, fields: { login: { code: 'made-up' } } }));
});
