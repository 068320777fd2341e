using MssTools.Core.Objects;
using Xunit;

namespace MssTools.Core.Tests.Objects;

/// <summary>What every object store must do, one rule each. A store gets an empty bucket, or a part of one that is its own.</summary>
internal static class ObjectStoreContract
{
    private static readonly ObjectContent s_first = Content("first");
    private static readonly ObjectContent s_second = Content("second");

    private static readonly Dictionary<string, Func<IObjectStore, Task>> s_rules = new()
    {
        ["Get_NothingThere_IsNull"] = async store => Assert.Null(await store.GetAsync("none", 100, default)),
        ["Get_WhatWasPut_HasItsBytesTagAndTime"] = async store =>
        {
            ObjectTag? tag = await store.PutAsync("a", s_first, PutCondition.None, default);
            StoredObject? found = await store.GetAsync("a", 100, default);

            Assert.NotNull(tag);
            Assert.Equal(s_first.Bytes.ToArray(), found!.Bytes.ToArray());
            Assert.Equal(tag, found.Tag);
            Assert.InRange(found.Written!.Value, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
        },
        ["Get_EmptyObject_IsEmpty"] = async store =>
        {
            await store.PutAsync("empty", Content(""), PutCondition.None, default);

            Assert.Equal(0, (await store.GetAsync("empty", 0, default))!.Bytes.Length);
        },
        ["Get_AtItsLimit_IsWhole_OneOver_IsMalformedInput"] = async store =>
        {
            await store.PutAsync("a", s_first, PutCondition.None, default);

            Assert.Equal(5, (await store.GetAsync("a", 5, default))!.Bytes.Length);
            Assert.Equal(MssError.MalformedInput, (await Assert.ThrowsAsync<MssException>(() => store.GetAsync("a", 4, default))).Code);
        },
        ["Put_PartOfAnArray_StoresThatPart"] = async store =>
        {
            byte[] whole = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
            await store.PutAsync("part", new ObjectContent(whole.AsMemory(1000, 200_000), "video/mp4", "no-store"), PutCondition.None, default);

            Assert.Equal(whole[1000..201_000], (await store.GetAsync("part", 1_000_000, default))!.Bytes.ToArray());
        },
        ["Put_Again_Replaces_AndOtherBytesHaveAnotherTag"] = async store =>
        {
            ObjectTag? first = await store.PutAsync("a", s_first, PutCondition.None, default);
            ObjectTag? second = await store.PutAsync("a", s_second, PutCondition.None, default);

            Assert.NotEqual(first, second);
            Assert.Equal(s_second.Bytes.ToArray(), (await store.GetAsync("a", 100, default))!.Bytes.ToArray());
        },
        ["Put_KeyOfAGroup_IsFoundUnderIt"] = async store =>
        {
            // Keys have what URLs of fragments have, and all that addresses allow.
            const string Key = "live/a b+c'~@!$&,=;/QualityLevels(1500000)/Fragments(video=40000000)";
            await store.PutAsync(Key, s_first, PutCondition.None, default);

            Assert.Equal(5, (await store.GetAsync(Key, 100, default))!.Bytes.Length);
            Assert.Equal([Key], await ListAsync(store, "live/"));
        },
        ["List_ByPrefix_IsInOrderAndWithoutOthers"] = async store =>
        {
            foreach (string key in new[] { "g/b", "g/a", "g/c/1", "ga", "h", "g/B" })
            {
                await store.PutAsync(key, s_first, PutCondition.None, default);
            }

            Assert.Equal(["g/B", "g/a", "g/b", "g/c/1"], await ListAsync(store, "g/"));
            Assert.Empty(await ListAsync(store, "none/"));
        },
        ["Delete_TakesIt_AndAgainIsNoFailure"] = async store =>
        {
            await store.PutAsync("a", s_first, PutCondition.None, default);
            await store.DeleteAsync("a", default);
            await store.DeleteAsync("a", default);

            Assert.Null(await store.GetAsync("a", 100, default));
        },
        ["AnyCall_TokenIsCancelled_IsCanceled"] = async store =>
        {
            var cancelled = new CancellationToken(canceled: true);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutAsync("a", s_first, PutCondition.None, cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync("a", 100, cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteAsync("a", cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ListAsync("", cancelled).GetAsyncEnumerator(CancellationToken.None).MoveNextAsync());
            Assert.Null(await store.GetAsync("a", 100, default));
        },
        ["Put_New_OnlyTheFirstIsStored"] = async store =>
        {
            ObjectTag? first = await store.PutAsync("a", s_first, PutCondition.New, default);

            Assert.NotNull(first);
            Assert.Null(await store.PutAsync("a", s_second, PutCondition.New, default));
            Assert.Equal(first, (await store.GetAsync("a", 100, default))!.Tag);
        },
        ["Put_New_OfManyAtOnce_OneIsStored"] = async store =>
        {
            ObjectTag?[] tags = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(i => store.PutAsync("raced", Content($"writer {i}"), PutCondition.New, default)));

            Assert.Equal((await store.GetAsync("raced", 100, default))!.Tag, Assert.Single(tags, tag => tag is not null));
        },
        ["Put_IsTag_OnlyOverThatObject"] = async store =>
        {
            ObjectTag first = (await store.PutAsync("a", s_first, PutCondition.None, default))!;
            ObjectTag? second = await store.PutAsync("a", s_second, PutCondition.Is(first), default);

            Assert.NotNull(second);
            Assert.Null(await store.PutAsync("a", Content("third"), PutCondition.Is(first), default));
            Assert.Equal(s_second.Bytes.ToArray(), (await store.GetAsync("a", 100, default))!.Bytes.ToArray());
            Assert.NotNull(await store.PutAsync("a", Content("third"), PutCondition.Is(second), default));
        },
        ["Put_IsTag_NothingThere_IsRefused"] = async store =>
        {
            ObjectTag first = (await store.PutAsync("a", s_first, PutCondition.None, default))!;
            await store.DeleteAsync("a", default);

            Assert.Null(await store.PutAsync("a", s_second, PutCondition.Is(first), default));
            Assert.Null(await store.GetAsync("a", 100, default));
        },
    };

    /// <summary>Names of all rules.</summary>
    public static TheoryData<string> Rules => [.. s_rules.Keys];

    /// <summary>Names of the rules that a store without conditions keeps as well.</summary>
    public static TheoryData<string> RulesWithoutConditions =>
        [.. s_rules.Keys.Where(rule => !rule.StartsWith("Put_New", StringComparison.Ordinal) && !rule.StartsWith("Put_IsTag", StringComparison.Ordinal))];

    /// <summary>Checks one rule.</summary>
    public static Task CheckAsync(string rule, IObjectStore store) => s_rules[rule](store).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>All keys of a list.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(IObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (string key in store.ListAsync(prefix, default))
        {
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>Some text to store.</summary>
    public static ObjectContent Content(string text) => new(System.Text.Encoding.UTF8.GetBytes(text), "text/plain", "max-age=1");
}
