// These tests start real processes and measure them: two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
