declare module "scs-solver" {
  type Settings = {
    normalize: boolean;
    maxIters: number;
    epsAbs: number;
    epsRel: number;
    epsInfeas: number;
    timeLimitSecs: number;
    verbose: number;
    delete(): void;
  };
  type Data = {
    m: number;
    n: number;
    A_x: number[];
    A_i: number[];
    A_p: number[];
    P_x?: number[];
    P_i?: number[];
    P_p?: number[];
    b: number[];
    c: number[];
  };
  type Cone = { z?: number; l?: number; q?: number[]; qsize?: number; ep?: number };
  type Solution = { x?: number[]; y?: number[]; info: { iter: number }; status: string };
  export type ScsModule = {
    ScsSettings: new () => Settings;
    setDefaultSettings(settings: Settings): void;
    solve(data: Data, cone: Cone, settings: Settings): Solution;
  };
  export default function createScs(): Promise<ScsModule>;
}
