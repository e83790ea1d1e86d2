"""Accounts in the administration."""

from typing import Any

# From there, so that they are registered before they are taken out.
from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.domain.second_factor import reset_second_factor
from accounts.models import User

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(AdminUserCreationForm):
    """Asks for the address and a password; without a password the person sets one through "forgotten"."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Persons who may sign in. Only a superuser decides who is staff and with which rights."""

    ordering = ["email"]
    list_display = ("email", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "first_name", "last_name")
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    add_form = NewUserForm
    actions = ("reset_factor",)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Rechte", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Verlauf", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "first_name", "last_name", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Rights can only be given by those who have them all."""
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's account is changed by superusers only: otherwise a new password would be theirs."""
        if isinstance(obj, User) and (obj.is_superuser or obj.is_staff) and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is blocked, not deleted: with it a firm could lose its last owner unnoticed."""
        return False

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Whoever resets a factor could take an account over; only a superuser may."""
        return bool(request.user.is_superuser)

    @admin.action(description="Zweiten Faktor zurücksetzen", permissions=["reset"])
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let people who lost their factors start over, and tell them."""
        count = sum(bool(reset_second_factor(user=user, actor=request.user)) for user in queryset)
        one = count == 1
        self.message_user(
            request,
            f"Der zweite Faktor von {count} {'Konto' if one else 'Konten'} ist zurückgesetzt.",
            messages.SUCCESS,
        )


# The address of an account is the field of the account; a second list of addresses would only disagree. Factors hold
# secrets, and sessions say where somebody was: both are their owner's alone.
admin.site.unregister([EmailAddress, Authenticator, UserSession])
