import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../../kernel/sha256.js';
import { ConsolePages } from '../page/console-pages.js';
import { actsMark } from './room-acts.presenter.js';
import { alertsPart, clocksPart, figuresPart, type RoomMode, sumPart, timelinePart } from './room.presenter.js';
import { type RoomState } from './room-board.js';

/** The room as it stands on every screen of one mode. */
export interface RoomParts {
  /** Of everything below: on any instance, the same state has the same version. */
  readonly version: string;
  /** Changes with the chart; empty where there is nothing to draw. */
  readonly stamp: string;
  /** Changes with what can be done. */
  readonly acts: string;
  /** By the name of the part. */
  readonly html: Readonly<Record<string, string>>;
}

@Injectable()
export class RoomViews {
  constructor(private readonly pages: ConsolePages) {}

  parts(state: RoomState, mode: RoomMode): RoomParts {
    const part = (name: string, data: Readonly<Record<string, unknown>>): string => this.pages.fragment(`room/${name}`, data);
    const html = {
      clocks: part('clocks', clocksPart(state)), sum: part('sum', sumPart(state, mode)), figures: part('figures', figuresPart(state, mode)),
      alerts: part('alerts', alertsPart(state, mode)), ...(mode === 'wall' ? {} : { timeline: part('timeline', timelinePart(state)) }),
    };
    const stamp = state.figures?.forecast?.kind === 'forecast' ? short(JSON.stringify(state.figures.forecast)) : '';
    const acts = short(actsMark(state));
    return { version: short(JSON.stringify([html, stamp, acts])), stamp, acts, html };
  }
}

const short = (text: string): string => sha256Hex(text).slice(0, 16);
