import type { FakerLike } from "tenon-runtime/mocks";
import { createMocks } from "../../generated/mocks.ts";

const titles = ["Algorithms", "Compilers", "Linear Algebra"];

export const createSchool = (faker: FakerLike) =>
  createMocks({
    faker, // that of "@faker-js/faker", for what has `x-faker`: alone it changes nothing
    values: {
      names: { "Course.title": ({ hash }) => titles[hash % 3], "*Email": () => "someone@school.example" },
      formats: { email: ({ hash }) => `s${hash}@school.example` },
    },
  });
