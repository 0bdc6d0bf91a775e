/** The interface of plugins, as `tenon/plugin` exports it. */

import { isObject } from "tenon-runtime/core";
import type { Contract } from "../../contract/model.ts";
import type { Printable } from "../code.ts";

/** The version of {@link Contract}. It rises when a field is removed or changes its meaning, not when one is added. */
export const MODEL_VERSION = 1;

/** A module of TypeScript. Its import lines follow from the references that it prints. */
export interface PluginModule {
  /** Adds pieces to the end of the file. */
  print(...pieces: readonly Printable[]): void;
  /** Reserves names that the printed code declares. An import with the same name gets another local name. */
  declare(...names: readonly (string | Iterable<string>)[]): void;
}

/** The folder of a plugin: a subfolder of the output, with the name of the plugin. */
export interface PluginFiles {
  /**
   * Adds a module.
   * @param path below the folder of the plugin, with `/`; ends in `.ts`
   * @throws PluginFileError for a path outside the folder, or one that is used twice
   */
  module(path: string): PluginModule;
  /**
   * Adds a file of any other kind. The plugin is responsible for untrusted text in it.
   * @param path below the folder of the plugin, with `/`
   * @throws PluginFileError for a path outside the folder, or one that is used twice
   */
  text(path: string, text: string): void;
}

export interface Plugin {
  /** Lower-case letters, digits and `-`. The plugin writes into the subfolder of the output with this name. */
  readonly name: string;
  /**
   * Adds the files of a contract. The same contract must always give the same files.
   * @param contract the frozen model
   */
  emit(contract: Contract, files: PluginFiles): void | Promise<void>;
}

/** A plugin, with the version of the model that it reads. */
export interface DefinedPlugin extends Plugin {
  readonly model: number;
}

/** Returns a plugin for `plugins` in the configuration. */
export const definePlugin = (plugin: Plugin): DefinedPlugin => ({ ...plugin, model: MODEL_VERSION });

export const isPlugin = (value: unknown): value is DefinedPlugin =>
  isObject(value) &&
  typeof value["name"] === "string" &&
  typeof value["emit"] === "function" &&
  typeof value["model"] === "number";
