import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtpPacket } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { UpLayer } from './up-layer.ts';

const NOW = 1_760_000_000_000;

function packet(sequence: number): RtpPacket {
  const writer = new RtpWriter();
  writer.begin(96, false, sequence & 0xffff, sequence * 3000, 1);
  writer.endHeader();
  writer.payload(new Uint8Array(20), 0, 20);
  const parsed = new RtpPacket();
  parsed.parse(writer.bytes.slice());
  return parsed;
}

function layerAt(sequence: number): { layer: UpLayer; first: number } {
  const layer = new UpLayer(0, '', 'video');
  layer.bind(1);
  return { layer, first: layer.accept(packet(sequence), false, NOW) };
}

test('packets are taken once, in any order', () => {
  const { layer, first } = layerAt(65_534);
  assert.equal(layer.accept(packet(65_537), false, NOW), first + 3);
  assert.equal(layer.accept(packet(65_535), false, NOW), first + 1);
  assert.equal(layer.accept(packet(65_535), true, NOW), -1);
  assert.equal(layer.nack.size, 1);
});

test('what is older than the history is not taken: it would push a newer packet out', () => {
  const { layer, first } = layerAt(1000);
  for (let i = 1; i <= 600; i++) layer.accept(packet(1000 + i), false, NOW);
  assert.equal(layer.accept(packet(1050), false, NOW), -1);
  assert.equal(layer.history.has(first + 550), true);
});

test('a jump is believed when the next packet confirms it, and begins a new epoch', () => {
  const { layer, first } = layerAt(100);
  assert.equal(layer.accept(packet(30_000), false, NOW), -1);
  assert.equal(layer.accept(packet(101), false, NOW), first + 1);
  assert.equal(layer.accept(packet(30_000), false, NOW), -1);
  assert.equal(layer.epoch, 0);
  assert.ok(layer.accept(packet(30_001), false, NOW) > first + 1);
  assert.equal(layer.epoch, 1);
  assert.equal(layer.nack.size, 0);
});

test('a new stream in the layer’s place begins a new epoch at once', () => {
  const { layer, first } = layerAt(100);
  layer.bind(2);
  assert.ok(layer.accept(packet(99), false, NOW) > first);
  assert.equal(layer.stats.packets, 1);
});

test('a hole too large to be filled asks for a keyframe instead', () => {
  const { layer } = layerAt(100);
  layer.accept(packet(900), false, NOW);
  assert.equal(layer.nack.size, 0);
  assert.equal(layer.keyframe.take(NOW), true);
});

test('a layer that is silent for several frames is told from one with few frames', () => {
  const { layer } = layerAt(1);
  for (let i = 0; i < 100; i++) layer.accept(packet(2 + i), false, NOW + i * 33);
  const last = NOW + 99 * 33;
  assert.equal(layer.isSilent(last + 450), false);
  assert.equal(layer.isSilent(last + 550), true);
  for (let i = 0; i < 100; i++) layer.accept(packet(102 + i), false, last + i * 333);
  assert.equal(layer.isSilent(last + 99 * 333 + 1500), false);
});
