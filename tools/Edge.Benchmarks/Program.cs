using Edge.Benchmarks;

// Called by tools/bench inference, which makes the inputs, runs numpy and scipy beside it and prints ratios. Prints one JSON object.
return args switch
{
    ["preprocess", var manifest, var folder, var repetitions] => PreprocessBenchmark.Run(manifest, folder, int.Parse(repetitions, null)),
    ["overhead", var release, var folder, var repetitions] => OverheadBenchmark.Run(release, folder, int.Parse(repetitions, null)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: edge-benchmarks preprocess MANIFEST FOLDER REPETITIONS | overhead RELEASE FOLDER REPETITIONS");
    return 2;
}
