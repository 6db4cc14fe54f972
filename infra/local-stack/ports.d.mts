export interface PortWorld {
  isFree?: (port: number) => Promise<boolean>;
  random?: () => number;
}

export function isFree(port: number): Promise<boolean>;
export function freePort(world?: PortWorld): Promise<number>;
export function choosePort(wish: { asked?: string | number; preferred?: number }, world?: PortWorld): Promise<number>;
